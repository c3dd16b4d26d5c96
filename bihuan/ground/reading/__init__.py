"""Reading a written standard: documents, their clause tree and the promises in it. Pure: no Django, no clock."""
