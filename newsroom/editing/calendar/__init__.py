"""The calendar of an editor's offices: screen, moving of scheduled pages, and iCalendar feeds."""
