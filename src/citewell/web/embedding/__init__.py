"""Articles on other sites: oEmbed, and a small page without scripts that may stand in a frame."""
