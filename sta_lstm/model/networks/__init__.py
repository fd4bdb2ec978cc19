"""The networks themselves, in torch alone: what all have in common, and each beside its paper."""

from sta_lstm.model.networks.network import Network, NetworkConfig, Output, Variant
from sta_lstm.model.networks.st_gcn import StGcn, StGcnConfig
from sta_lstm.model.networks.sta_lstm import StaLstm, StaLstmConfig

__all__ = ["Network", "NetworkConfig", "Output", "StGcn", "StGcnConfig", "StaLstm", "StaLstmConfig", "Variant"]
