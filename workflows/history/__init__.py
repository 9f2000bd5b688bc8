"""What happened and what may happen, for others to read: the event log, and flows as BPMN."""
