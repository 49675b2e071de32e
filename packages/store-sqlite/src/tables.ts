/** The layout of the file that this version reads and writes. */
export const schemaVersion = 1;

/**
 * Versions are given by triggers, so that a row edited by hand gets one too. The counter never goes back, which makes a version unique
 * also across delete and create; the nonce tells it from one of the same number after an older copy of the file was restored.
 */
export const createTables: string = `
  CREATE TABLE namerd (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    schema INTEGER NOT NULL,
    counter INTEGER NOT NULL
  ) STRICT;
  INSERT INTO namerd VALUES (1, ${schemaVersion}, 0);
  CREATE TABLE dtabs (
    namespace TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL DEFAULT 0,
    nonce INTEGER NOT NULL DEFAULT 0,
    dtab TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER dtabs_created AFTER INSERT ON dtabs BEGIN
    UPDATE namerd SET counter = counter + 1;
    UPDATE dtabs SET version = (SELECT counter FROM namerd), nonce = random() & 4294967295 WHERE namespace = NEW.namespace;
  END;
  CREATE TRIGGER dtabs_changed AFTER UPDATE OF dtab ON dtabs BEGIN
    UPDATE namerd SET counter = counter + 1;
    UPDATE dtabs SET version = (SELECT counter FROM namerd), nonce = random() & 4294967295 WHERE namespace = NEW.namespace;
  END;
`;
