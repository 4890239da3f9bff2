"""Who people are: accounts, stakeholder groups, agencies, jurisdictions, and the roles granted over them."""
