package stillroom.app.ledger;

import org.jspecify.annotations.Nullable;

/// Something that is about to leave this computer.
///
/// @param destination where to, as a URI
/// @param rule the name of the rule that let it pass
/// @param consent on whose yes: the words of the consent that covers it
/// @param document id of the document that it is about; null if it is about none
/// @param payload every byte that will be handed over, as UTF-8
public record Departure(
        String destination,
        String rule,
        String consent,
        @Nullable String document,
        String payload) {}
