"""Inside a health record: HL7 Infobutton and CDS Hooks. Both give approved articles, and nothing else."""
