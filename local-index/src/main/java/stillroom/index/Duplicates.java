package stillroom.index;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stillroom.index.DuplicateGroup.Member;
import stillroom.index.LuceneFolder.Place;
import stillroom.index.PassageIndex.View;
import stillroom.index.text.Passage;

/// Finds documents that are nearly equal, whatever their formats.
///
/// By their words, not by their vectors: two invoices of one form mean nearly the same and are no
/// duplicates. The sketches that the index keeps of each text tell which documents may be alike;
/// only those are read and compared in full. Each document is compared with the first of a group.
final class Duplicates {

    /// Of so many documents with the same band, no more are compared with another one.
    private static final int MOST_COMPARED = 50;

    private final View view;
    private final Map<DocumentId, byte[]> sketches;
    private final Map<IntBuffer, List<DocumentId>> firstsByBand = new HashMap<>();
    private final Map<DocumentId, List<Member>> groups = new LinkedHashMap<>();
    private final Map<DocumentId, Fingerprint> firsts = new HashMap<>();

    private Duplicates(View view) {
        this.view = view;
        this.sketches = view.sketches();
    }

    /// @param documents those that came first, first
    static List<DuplicateGroup> among(Collection<Document> documents, View view) {
        var duplicates = new Duplicates(view);
        documents.forEach(duplicates::add);
        return duplicates.groups.values().stream()
                .filter(group ->
                        group.size() > 1 || group.getFirst().document().sources().size() > 1)
                .map(DuplicateGroup::new)
                .toList();
    }

    private void add(Document document) {
        List<IntBuffer> bands = bands(sketches.getOrDefault(document.id(), new byte[0]));
        Set<DocumentId> candidates = new LinkedHashSet<>();
        bands.forEach(band -> candidates.addAll(firstsByBand.getOrDefault(band, List.of())));
        if (!candidates.isEmpty()) {
            Fingerprint its = fingerprint(document.id());
            for (DocumentId first : candidates.stream().limit(MOST_COMPARED).toList()) {
                Fingerprint other = firsts.computeIfAbsent(first, this::fingerprint);
                if (its.isLike(other)) {
                    List<Member> group = groups.getOrDefault(first, new ArrayList<>());
                    group.add(new Member(document, its.likeness(other)));
                    return;
                }
            }
        }
        groups.put(document.id(), new ArrayList<>(List.of(new Member(document, 1))));
        bands.forEach(band ->
                firstsByBand.computeIfAbsent(band, _ -> new ArrayList<>()).add(document.id()));
    }

    /// Each band begins with its number, so that equal ones at other places are not equal.
    private static List<IntBuffer> bands(byte[] sketch) {
        var bands = new ArrayList<IntBuffer>();
        IntBuffer numbers = ByteBuffer.wrap(sketch).asIntBuffer();
        for (int first = 0; first < numbers.limit(); first += Fingerprint.BAND) {
            var band = IntBuffer.allocate(1 + Fingerprint.BAND).put(first);
            bands.add(band.put(numbers.slice(first, Fingerprint.BAND)).flip());
        }
        return bands;
    }

    private Fingerprint fingerprint(DocumentId id) {
        var text = new StringBuilder();
        for (int ordinal = 0; ; ordinal++) {
            var passage = view.text(new Place(id, ordinal)).map(View.Text::passage);
            if (passage.isEmpty()) {
                return Fingerprint.of(text.toString());
            }
            text.append(passage.map(Passage::text).orElseThrow()).append('\n');
        }
    }
}
