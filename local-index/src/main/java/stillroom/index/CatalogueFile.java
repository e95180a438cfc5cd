package stillroom.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stillroom.index.IndexException.Reason;

/// One connection to an SQLite file that nobody else can open meanwhile, and the few things one
/// does with it. For one thread at a time.
///
/// Write-ahead log, foreign keys on, deleted text overwritten with zeros. A transaction that was
/// committed survives the death of the program; the last ones may be undone, in whole, by the death
/// of the machine.
final class CatalogueFile implements AutoCloseable {

    /// The result code for a file that is damaged.
    static final int DAMAGED = 11;

    /// With this many, 16 MB, the log is written into the file and begun anew. That waits for the
    /// disk, so SQLite's 1,000 would have it wait after every hundredth text of a folder.
    private static final int PAGES_OF_LOG = 4_000;

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private CatalogueFile(Connection connection) {
        this.connection = connection;
    }

    /// Reads one row.
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Opens `path`, makes it if need be, and brings it to the newest of `versions`.
    ///
    /// @param versions scripts; the first makes version 1 of the tables, each other one brings the
    ///   version before it forward
    /// @throws IndexException with HELD if another connection has it, NEWER_VERSION, DAMAGED
    static CatalogueFile open(Path path, List<String> versions) {
        var settings = new Properties();
        settings.setProperty("busy_timeout", "200");
        settings.setProperty("jdbc.get_generated_keys", "false"); // else asked for after each row
        Connection connection;
        try {
            // As a URI, because the driver would take a question mark in a name for options.
            connection = DriverManager.getConnection("jdbc:sqlite:" + path.toUri(), settings);
        } catch (SQLException e) {
            throw failure(e);
        }
        var file = new CatalogueFile(connection);
        try {
            file.leaveTransactionsToSqlite();
            // The lock of SQLite is the lock of the library: held until this connection is closed
            // or the process dies, and refused to this process as to any other.
            file.run("PRAGMA locking_mode = EXCLUSIVE");
            file.run("PRAGMA secure_delete = ON");
            file.run("PRAGMA foreign_keys = ON");
            file.run("PRAGMA journal_mode = WAL");
            file.run("PRAGMA synchronous = NORMAL");
            file.run("PRAGMA wal_autocheckpoint = " + PAGES_OF_LOG);
            file.migrate(versions);
            return file;
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /// SQLite makes each statement a transaction of its own, unless one was begun. The driver makes
    /// sure of it after each, which takes as long as the statement; not so if it is told that a
    /// transaction was begun, as here, whatever became of it.
    private void leaveTransactionsToSqlite() {
        try {
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            throw failure(e);
        }
        run("COMMIT");
    }

    private void migrate(List<String> versions) {
        int version = one("PRAGMA user_version", row -> row.getInt(1)).orElseThrow();
        if (version > versions.size()) {
            throw new IndexException(
                    Reason.NEWER_VERSION,
                    "The library was written by a newer version of Stillroom; open it with that"
                            + " version.");
        }
        inTransaction(() -> {
            for (String script : versions.subList(version, versions.size())) {
                runScript(script);
            }
            run("PRAGMA user_version = " + versions.size());
            return versions.size();
        });
    }

    private void runScript(String script) {
        try (var statement = connection.createStatement()) {
            statement.executeUpdate(script);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /// Runs `work` in a transaction that is undone if it throws.
    <T> T inTransaction(Supplier<T> work) {
        run("BEGIN IMMEDIATE");
        try {
            T result = work.get();
            run("COMMIT");
            return result;
        } catch (RuntimeException e) {
            try {
                run("ROLLBACK");
            } catch (IndexException undone) {
                // SQLite has rolled back by itself, as it does on a full disk.
                e.addSuppressed(undone);
            }
            throw e;
        }
    }

    /// Runs a statement and returns how many rows it changed.
    int run(String sql, @Nullable Object... values) {
        try {
            PreparedStatement statement = prepared(sql, values);
            if (statement.execute()) {
                // A pragma that answers; only when that was read does it give its lock back.
                statement.getResultSet().close();
                return 0;
            }
            return statement.getUpdateCount();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    /// Returns every row.
    <T> List<T> all(String sql, Reader<T> reader, @Nullable Object... values) {
        var rows = new ArrayList<T>();
        try (ResultSet results = prepared(sql, values).executeQuery()) {
            while (results.next()) {
                rows.add(reader.read(results));
            }
        } catch (SQLException e) {
            throw failure(sql, e);
        }
        return rows;
    }

    /// Returns the first row.
    <T> Optional<T> one(String sql, Reader<T> reader, @Nullable Object... values) {
        try (ResultSet results = prepared(sql, values).executeQuery()) {
            return results.next() ? Optional.of(reader.read(results)) : Optional.empty();
        } catch (SQLException e) {
            throw failure(sql, e);
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /// The driver closes a statement that fails, so it must be prepared anew the next time.
    private IndexException failure(String sql, SQLException cause) {
        statements.remove(sql);
        return failure(cause);
    }

    /// What is wrong with the file; empty if nothing is. Reads all of it.
    List<String> damage() {
        var found = new ArrayList<String>(all("PRAGMA integrity_check", row -> row.getString(1)));
        found.remove("ok");
        found.addAll(
                all(
                        "PRAGMA foreign_key_check",
                        row -> "a row of %s belongs to nothing".formatted(row.getString(1))));
        return found;
    }

    /// Writes the log back into the file and empties it, so that neither holds what was deleted.
    void emptyLog() {
        run("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// Words a failure by its primary result code, <https://sqlite.org/rescode.html>.
    private static IndexException failure(SQLException cause) {
        return switch (cause.getErrorCode()) {
            case 5, 6 -> new IndexException(Reason.HELD, "The library is in use.", cause);
            case 13 -> IndexException.full(cause);
            case 3, 8, 14, 23 -> IndexException.noAccess(cause);
            case DAMAGED, 26 ->
                    new IndexException(
                            Reason.DAMAGED,
                            "The catalogue of the library is damaged; restore a backup of the"
                                    + " library or begin a new one. If this is a copy, copy it again"
                                    + " while nothing uses the library.",
                            cause);
            default ->
                    new IndexException(
                            Reason.OTHER,
                            "The catalogue of the library failed (" + cause.getMessage() + ").",
                            cause);
        };
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : statements.values()) {
                statement.close();
            }
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }
}
