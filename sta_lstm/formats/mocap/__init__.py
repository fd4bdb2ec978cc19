"""Motion capture: Acclaim's ASF and AMC, C3D, Xsens' MVNX."""
