package stillroom.app.ledger;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A record of the ledger, as it stands in the file: one line of JSON, whose last field is the
/// SHA-256 of all that stands before it in the line.
///
/// @param number counted from 1
/// @param time ISO-8601, UTC
/// @param departure bytes are about to be handed over; null in other records, as those that follow
/// @param outcome what came of a departure
/// @param purge payloads were deleted
/// @param recovered a crash left an unfinished record behind the one before this
/// @param previous hash of the record before, or 64 zeros
record Line(
        long number,
        String time,
        @Nullable Departed departure,
        @Nullable Ended outcome,
        @Nullable Purged purge,
        @Nullable Recovered recovered,
        String previous) {

    /// What a record tells.
    sealed interface Event {}

    /// @param bytes length of the payload
    /// @param sha256 hash of the payload
    record Departed(
            String destination,
            String rule,
            String consent,
            @Nullable String document,
            int bytes,
            String sha256)
            implements Event {}

    /// @param of number of the departure
    record Ended(long of, String outcome, String detail) implements Event {}

    /// @param of numbers of the departures whose payloads went
    record Purged(List<Long> of) implements Event {}

    /// @param bytes how many there were
    /// @param sha256 their hash
    record Recovered(int bytes, String sha256) implements Event {}

    static final String NOTHING_BEFORE = "0".repeat(64);

    private static final Gson GSON =
            new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .disableHtmlEscaping()
                    .create();
    private static final Pattern SEALED = Pattern.compile("(\\{.*),\"hash\":\"([0-9a-f]{64})\"}");

    static Line of(long number, String time, Event event, String previous) {
        return new Line(
                number,
                time,
                event instanceof Departed departed ? departed : null,
                event instanceof Ended ended ? ended : null,
                event instanceof Purged purged ? purged : null,
                event instanceof Recovered recovered ? recovered : null,
                previous);
    }

    /// What this record tells, if it is of a kind that this version knows.
    Optional<Event> event() {
        return Stream.<@Nullable Event>of(departure, outcome, purge, recovered)
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    /// A line with its hash, as it was read or is to be written, without the end of line.
    record Sealed(Line line, String text, String hash) {}

    Sealed sealed() {
        var json = GSON.toJson(this);
        var open = json.substring(0, json.length() - 1);
        var hash = hash(open.getBytes(StandardCharsets.UTF_8));
        return new Sealed(this, open + ",\"hash\":\"" + hash + "\"}", hash);
    }

    /// Whether a text has the form of a whole line, true or not. No beginning of a line has.
    static boolean isWhole(String text) {
        return SEALED.matcher(text).matches();
    }

    /// Reads a line, unless its hash or form says that it is not what was written.
    static Optional<Sealed> read(String text) {
        var matcher = SEALED.matcher(text);
        if (!matcher.matches()
                || !hash(matcher.group(1).getBytes(StandardCharsets.UTF_8))
                        .equals(matcher.group(2))) {
            return Optional.empty();
        }
        try {
            var line = GSON.fromJson(text, Line.class);
            return line.makesSense()
                    ? Optional.of(new Sealed(line, text, matcher.group(2)))
                    : Optional.empty();
        } catch (JsonParseException _) {
            return Optional.empty();
        }
    }

    /// Whether every field is there and can be read: a hash holds for whatever was hashed.
    private boolean makesSense() {
        boolean isWhole =
                Stream.<@Nullable Object>of(time, previous).allMatch(Objects::nonNull)
                        && (departure == null
                                || Stream.<@Nullable Object>of(
                                                departure.destination,
                                                departure.rule,
                                                departure.consent,
                                                departure.sha256)
                                        .allMatch(Objects::nonNull))
                        && (outcome == null || (outcome.outcome != null && outcome.detail != null))
                        && (purge == null
                                || (purge.of != null
                                        && purge.of.stream().allMatch(Objects::nonNull)))
                        && (recovered == null || recovered.sha256 != null);
        if (!isWhole) {
            return false;
        }
        try {
            Instant.parse(time);
            return true;
        } catch (DateTimeException _) {
            return false;
        }
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }
}
