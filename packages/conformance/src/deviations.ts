/**
 * Where we differ from the vectors on purpose: file, case, reason. A case that is listed here must fail as it stands in the file;
 * if it passes, the listing is out of date and the test says so. Cases without an id are named `section[index]`.
 */
export const deviations: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
