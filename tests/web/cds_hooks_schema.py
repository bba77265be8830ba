"""JSON Schemas of CDS Hooks 2.0, written from the tables of the specification (discovery, cards, sources, links)."""

TEXT = {"type": "string", "minLength": 1}
URL = {"type": "string", "format": "uri", "pattern": "^https?://"}
CODING = {
    "type": "object",
    "properties": {"code": TEXT, "system": URL, "display": TEXT},
    "required": ["code", "display"],
}
DISCOVERY = {
    "type": "object",
    "properties": {
        "services": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "hook": TEXT,
                    "title": TEXT,
                    "description": TEXT,
                    "id": {"type": "string", "pattern": "^[A-Za-z0-9-]+$"},
                    "prefetch": {"type": "object", "additionalProperties": TEXT},
                    "usageRequirements": TEXT,
                },
                "required": ["hook", "description", "id"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["services"],
}
CARD = {
    "type": "object",
    "properties": {
        "uuid": {"type": "string", "format": "uuid"},
        "summary": {"type": "string", "minLength": 1, "maxLength": 139},
        "detail": TEXT,
        "indicator": {"enum": ["info", "warning", "critical"]},
        "source": {
            "type": "object",
            "properties": {"label": TEXT, "url": URL, "icon": URL, "topic": CODING},
            "required": ["label"],
            "additionalProperties": False,
        },
        "overrideReasons": {"type": "array", "items": CODING},
        "links": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"label": TEXT, "url": URL, "type": {"enum": ["absolute", "smart"]}, "appContext": TEXT},
                "required": ["label", "url", "type"],
                "if": {"properties": {"type": {"const": "absolute"}}},
                "then": {"not": {"required": ["appContext"]}},
                "additionalProperties": False,
            },
        },
    },
    "required": ["summary", "indicator", "source"],
    "additionalProperties": False,
}
RESPONSE = {
    "type": "object",
    "properties": {"cards": {"type": "array", "items": CARD}},
    "required": ["cards"],
    "additionalProperties": False,
}
