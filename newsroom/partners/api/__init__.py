"""How do partner sites read statements? `/api/v1/`, mounted by `config.api.mounting`."""
