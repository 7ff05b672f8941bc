"""The commands of the project: parse, call the pipeline, print, exit."""
