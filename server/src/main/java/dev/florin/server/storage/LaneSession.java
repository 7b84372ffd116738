package dev.florin.server.storage;

import dev.florin.core.ledger.AccountChanges;
import dev.florin.core.ledger.Command;
import dev.florin.core.pricing.PriceList;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** One lane's connection with its prepared statements. Not thread-safe. */
final class LaneSession implements AutoCloseable {
    private final Connection connection;
    private final BatchLoad load;
    private final BatchSave save;
    private final RareChanges rare;
    private final PriceCatalog prices;
    private final LaneMeter meter;

    LaneSession(Database database, PriceCatalog prices, LaneMeter meter) throws SQLException {
        this.connection = database.openForLane();
        this.prices = prices;
        this.meter = meter;
        try {
            load = new BatchLoad(connection);
            save = new BatchSave(connection);
            rare = new RareChanges(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Decides and commits; answers those that must be asked in the next batch. Nobody is answered here. */
    Batch run(List<Pending<?>> pending) throws SQLException {
        List<Command<?>> commands = new ArrayList<>(pending.size());
        pending.forEach(each -> commands.add(each.command()));
        BatchLoad.Batch loaded = load.run(commands);
        PriceList list = prices.list(connection, loaded.priceList());
        Batch batch = new Batch(connection, loaded, list);
        pending.forEach(batch::decide);
        batch.decided().forEach(each -> meter.decided(each.command(), loaded.now(), loaded.priceList()));
        List<AccountChanges> changes = batch.changes();
        if (changes.isEmpty()) {
            rollBack();
        } else {
            rare.save(changes, loaded.accounts());
            save.run(changes, loaded.accounts());
        }
        meter.saved();
        return batch;
    }

    /** Ends whatever transaction is open, changing nothing. */
    void rollBack() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
