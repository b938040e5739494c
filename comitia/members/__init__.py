"""Cities and institutions, their categories, membership spells, regions and regional offices."""
