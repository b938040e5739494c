"""Programmes in the forms that other systems read: frab XML and JSON, and the JSON of pretalx.

Files of the field rarely follow their schema, so reading mends and reports each mend; writing follows the schemas of
c3voc (schedule.xsd, schedule.schema.json) to the letter.
"""
