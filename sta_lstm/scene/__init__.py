"""What player, figures and exported pictures share: camera, geometry, limbs, one home each."""
