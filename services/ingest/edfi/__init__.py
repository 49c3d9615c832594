"""The Ed-Fi adapter: resources of an ODS/API, saved as files, become events.

Written against Data Standard 3.2 (ODS/API v5), tolerant of what later ones added. One module per group of resources
translates; nothing here validates what the event contract validates.

`time` of an event, which decides between two versions of one fact, is the record's `_lastModifiedDate`; else the
`extracted_at` that the caller gave; else the record's own date (attendance or entry date, end of the grading period,
July 1 of the school year, 1970-01-01 for what has no date), at midnight UTC and never after today. An event composed
of several records (a calendar, a learner) takes the latest of their times. So a correction exported without
`_lastModifiedDate` has the time of what it corrects, and wins surely only with an `extracted_at`.
"""

from services.ingest.edfi.source import EdFi

__all__ = ["EdFi"]
