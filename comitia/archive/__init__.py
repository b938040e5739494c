"""What sources recorded of past meetings: attendance and agendas."""
