package stillroom.app.route;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import stillroom.app.gateway.Chat;
import stillroom.app.gateway.Gateway;
import stillroom.app.gateway.Reply;
import stillroom.app.ledger.Departure;
import stillroom.app.ledger.Ledger;
import stillroom.app.route.Decision.Verdict;
import stillroom.app.route.Rules.Lift;

/// The way out, one gate after the other: rules, redaction, consent, ledger, gateway. There is one
/// only while the cloud fallback is on. Safe for any thread but the FX thread.
public final class Cloud implements AutoCloseable {

    private static final String DECISIONS = "decisions.jsonl";

    private final Path library;
    private final Gateway gateway;
    private final Ledger ledger;
    private final Rules rules;
    private final Consents consents;
    private final Clock clock;

    private Cloud(
            Path library,
            Gateway gateway,
            Ledger ledger,
            Rules rules,
            Consents consents,
            Clock clock) {
        this.library = library;
        this.gateway = gateway;
        this.ledger = ledger;
        this.rules = rules;
        this.consents = consents;
        this.clock = clock;
    }

    /// Opens the ledger, rules and consents of the library in a folder.
    ///
    /// @param gateway closed with this
    /// @throws IOException if one of them cannot be had, in which case nothing may leave; the
    ///   message is one sentence
    public static Cloud open(Path library, Gateway gateway, Clock clock) throws IOException {
        var rules = Rules.load(library);
        var consents = Consents.load(library, clock);
        return new Cloud(library, gateway, Ledger.open(library, clock), rules, consents, clock);
    }

    /// What the rules say to a request.
    public sealed interface Proposal {

        /// It is answered here.
        record Stays(Decision decision) implements Proposal {}

        /// It may be answered by the cloud, if the user says yes to this.
        record MayLeave(Preview preview) implements Proposal {}
    }

    /// An answer of the cloud, with its badge.
    ///
    /// @param text with the withheld words put back; text and nothing else
    /// @param model as the server calls it
    /// @param record number of the record in the ledger
    public record Answer(
            String text, @Nullable String model, String destination, String rule, long record) {}

    /// How sending ended.
    public sealed interface Sent {

        record Answered(Answer answer) implements Sent {}

        /// There is no answer.
        ///
        /// @param record number of the record in the ledger
        record Failed(Reply.Trouble trouble, String detail, long record) implements Sent {}

        /// Nothing was sent.
        ///
        /// @param why one sentence
        record Kept(String why) implements Sent {}
    }

    /// Asks the rules, keeps their decision, and makes what would leave. Sends nothing.
    public Proposal propose(Use use, Facts facts, Lift lift) throws IOException {
        // A question may hold what the text holds, so both are searched as one.
        var withheld = Redaction.redact(use.task() + "\u0000" + facts.text());
        var decision = rules.decide(facts, withheld.kinds(), lift);
        keep(use, facts, decision);
        if (decision.verdict() != Verdict.CLOUD) {
            return new Proposal.Stays(decision);
        }
        int cut = withheld.text().indexOf('\u0000');
        var payload =
                Chat.body(
                        gateway.endpoint(),
                        withheld.text().substring(0, cut),
                        withheld.text().substring(cut + 1),
                        use.mostTokens());
        return new Proposal.MayLeave(
                new Preview(
                        gateway.endpoint().address(),
                        payload,
                        sha256(payload),
                        withheld,
                        decision,
                        facts));
    }

    private synchronized void keep(Use use, Facts facts, Decision decision) throws IOException {
        var line =
                "{\"time\":\"%s\",\"use\":\"%s\",\"document\":%s,\"verdict\":\"%s\",\"rule\":\"%s\",\"reason\":\"%s\"}\n"
                        .formatted(
                                clock.instant(),
                                use.word(),
                                facts.document() == null ? "null" : '"' + facts.document() + '"',
                                decision.verdict().name().toLowerCase(Locale.ROOT),
                                decision.rule(),
                                decision.reason());
        Files.writeString(
                library.resolve(DECISIONS),
                line,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// A consent that covers a preview already: a standing one, or none is needed because the
    /// endpoint runs on this computer.
    ///
    /// @param labels those that were set by hand
    public Optional<Consent> covering(Preview preview, Set<String> labels) {
        if (gateway.endpoint().isLocal()) {
            return Optional.of(new Consent.OnThisComputer());
        }
        return consents.covering(preview.facts(), labels).map(Consent.class::cast);
    }

    public Consents consents() {
        return consents;
    }

    /// Sends what was shown, if the consent is one to it, after the ledger has it. Blocks until all
    /// is over.
    ///
    /// @param labels those that were set by hand
    /// @param stop asked several times a second; once it says yes, the request is given up
    /// @throws IOException if the ledger cannot be written, in which case nothing was sent
    public Sent send(Preview preview, Consent consent, Set<String> labels, BooleanSupplier stop)
            throws IOException {
        var holds =
                switch (consent) {
                    case Consent.Once(var sha256) -> sha256.equals(preview.sha256());
                    case Consent.Standing standing ->
                            consents.covering(preview.facts(), labels)
                                    .filter(standing::equals)
                                    .isPresent();
                    case Consent.OnThisComputer _ -> gateway.endpoint().isLocal();
                };
        if (!holds) {
            return new Sent.Kept("The consent is not one to these bytes.");
        }
        if (!preview.destination().equals(gateway.endpoint().address())) {
            return new Sent.Kept("The endpoint is another by now.");
        }
        var receipt =
                ledger.record(
                        new Departure(
                                preview.destination(),
                                preview.decision().rule(),
                                consent.words(),
                                preview.facts().document(),
                                preview.payload()));
        var reply = gateway.ask(receipt, _ -> {}, stop);
        return switch (reply) {
            case Reply.Answered(var text, var model, var attempts) -> {
                ledger.settle(receipt, "answered", "attempts " + attempts);
                yield new Sent.Answered(
                        new Answer(
                                preview.withheld().restore(text),
                                model,
                                preview.destination(),
                                preview.decision().rule(),
                                receipt.number()));
            }
            case Reply.Failed(var trouble, var detail, var attempts) -> {
                ledger.settle(
                        receipt,
                        trouble.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        (detail + " attempts " + attempts).strip());
                yield new Sent.Failed(trouble, detail, receipt.number());
            }
        };
    }

    /// How a comparison with the local answer ended.
    public sealed interface Shadowed {

        /// The rules keep the document here.
        record Stays(Decision decision) implements Shadowed {}

        /// There is nothing to compare with.
        ///
        /// @param why one sentence
        record NotSent(String why) implements Shadowed {}

        /// Both are there.
        ///
        /// @param cloud the answer of the cloud
        record Compared(Shadow.Comparison comparison, String cloud) implements Shadowed {}
    }

    /// Has a summary made by the cloud beside one that was made here, and keeps how they compare.
    /// Only where a standing consent covers it: nobody looks at each payload. Blocks until all is
    /// over.
    ///
    /// @param labels those that were set by hand
    /// @param here the local summary
    /// @param millisHere how long that took
    public Shadowed shadow(Facts facts, Set<String> labels, String here, long millisHere)
            throws IOException {
        Preview preview;
        switch (propose(new Use.Summary(), facts, Lift.NONE)) {
            case Proposal.Stays(var decision) -> {
                return new Shadowed.Stays(decision);
            }
            case Proposal.MayLeave(var shown) -> preview = shown;
        }
        var consent = covering(preview, labels);
        if (consent.isEmpty()) {
            return new Shadowed.NotSent(
                    "No standing consent covers this document; give one: stillroom privacy cloud"
                            + " consent --folder FOLDER");
        }
        var began = System.nanoTime();
        return switch (send(preview, consent.get(), labels, () -> false)) {
            case Sent.Answered(var answer) -> {
                var comparison =
                        Shadow.compare(
                                clock.instant(),
                                String.valueOf(facts.document()),
                                answer.rule(),
                                here,
                                millisHere,
                                answer.text(),
                                (System.nanoTime() - began) / 1_000_000);
                Shadow.keep(library, comparison);
                yield new Shadowed.Compared(comparison, answer.text());
            }
            case Sent.Failed(var trouble, var detail, _) ->
                    new Shadowed.NotSent(
                            "No answer came: %s (%s). The ledger tells what was sent."
                                    .formatted(trouble.name().toLowerCase(Locale.ROOT), detail));
            case Sent.Kept(var why) -> new Shadowed.NotSent(why + " Nothing was sent.");
        };
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }

    /// Deletes the payloads about a document. Their records and hashes stay.
    public void forget(String document) throws IOException {
        ledger.purge(Ledger.payloadsAbout(library, document));
    }

    /// Lets ledger and gateway go. No record is lost by it: each was on disk before its bytes went.
    @Override
    public void close() {
        gateway.close();
        try {
            ledger.close();
        } catch (IOException _) {
            // Nothing was left to be written.
        }
    }
}
