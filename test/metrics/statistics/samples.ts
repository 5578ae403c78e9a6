/** The samples that scipy 1.17.1 was given for the expected numbers of these tests. */
export const X = [
  12.1, 10.4, 11.3, 15.9, 10.2, 13.3, 9.8, 11.0, 12.7, 30.5, 10.9, 11.6, 12.2, 14.8, 10.1, 11.9,
];
export const W = [10.9, 9.1, 10.4, 13.2, 9.9, 11.5, 9.5, 10.1, 11.9, 24.9, 10.2, 10.8, 11.1, 13.0, 9.0, 11.4];
export const V = [8.1, 9.7, 7.7, 12.4, 8.8, 9.2, 10.1, 8.0, 8.3, 9.9];
