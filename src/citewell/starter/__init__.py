"""The starter library's files: `records/TOPIC.jsonl`, one evidence summary a line."""
