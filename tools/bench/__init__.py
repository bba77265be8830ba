"""The benchmarks of docs/explanation/performance.md, a module for each family. `python tools/bench --help`."""
