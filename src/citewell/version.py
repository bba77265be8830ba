"""The version of the package; in a module of its own, so that a stage can name it without its parent's imports."""

VERSION = "0.1.0"
