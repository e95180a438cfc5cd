package stillroom.ai.pack;

import java.util.List;

/// What stands on top of an encoder that gives scores in place of a vector: two linear layers.
///
/// @param activation between them
/// @param labels what each score is for; a single one is how well a passage answers a query
public record Head(Activation activation, List<String> labels) {

    public Head {
        labels = List.copyOf(labels);
    }
}
