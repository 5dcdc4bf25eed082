/** What a container says it is. Source: ETSI EN 319 162-1 V1.1.1, sections 4.3.3.1 and 4.4.3.1. */

export const asiceMediaType = 'application/vnd.etsi.asic-e+zip';
export const asicsMediaType = 'application/vnd.etsi.asic-s+zip';
