package dev.florin.server.storage;

/** A {@link TestDatabase} with Florin's tables, as the server opens it. */
final class StorageTesting {
    private StorageTesting() {}

    static Database migrated(TestDatabase test) {
        Database database = new Database(new Database.Address(test.jdbcUrl(), test.user(), test.password(), "florin"));
        database.migrate();
        return database;
    }
}
