package stillroom.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import stillroom.index.LuceneFolder.Place;

/// Where in one part of a Lucene index the entries of each document lie. Held in memory, because to
/// look up in Lucene what a thousand hits are takes longer than to find them.
///
/// [LuceneFolder#put] writes the entries of a document one after the other, in the order of its
/// passages, and they stay so: entries are deleted and parts merged by whole documents.
final class Blocks {

    /// Says that there is nothing of a document.
    static final long NOWHERE = -1;

    /// Where blocks begin, rising, and behind the last of them the end.
    private final int[] starts;

    private final DocumentId[] documents;

    /// The number of the block of each document. Of several the last: the others are deleted.
    private final Map<DocumentId, Integer> numbers;

    private Blocks(int[] starts, DocumentId[] documents) {
        this.starts = starts;
        this.documents = documents;
        this.numbers = HashMap.newHashMap(documents.length);
        for (int i = 0; i < documents.length; i++) {
            numbers.put(documents[i], i);
        }
    }

    static Blocks of(LeafReader part) throws IOException {
        SortedSetDocValues values = DocValues.getSortedSet(part, LuceneFolder.DOCUMENT);
        NumericDocValues ordinals = DocValues.getNumeric(part, LuceneFolder.ORDINAL);
        List<DocumentId> names = new ArrayList<>();
        TermsEnum each = values.termsEnum();
        for (BytesRef name = each.next(); name != null; name = each.next()) {
            names.add(new DocumentId(name.utf8ToString()));
        }
        var starts = new int[names.size() + 1];
        var documents = new DocumentId[names.size()];
        int count = 0;
        while (values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
            int entry = values.docID();
            if (ordinals.advanceExact(entry) && ordinals.longValue() == 0) {
                if (count == documents.length) { // a document that was put more than once
                    starts = Arrays.copyOf(starts, 2 * count + 2);
                    documents = Arrays.copyOf(documents, 2 * count + 1);
                }
                starts[count] = entry;
                documents[count] = names.get((int) values.nextOrd());
                count++;
            }
        }
        starts[count] = part.maxDoc();
        return new Blocks(Arrays.copyOf(starts, count + 1), Arrays.copyOf(documents, count));
    }

    /// The passage that an entry stands for.
    Place place(int entry) {
        int found = Arrays.binarySearch(starts, entry);
        int number = found >= 0 ? found : -found - 2;
        return new Place(documents[number], entry - starts[number]);
    }

    /// The entries of a document, deleted ones too: the first in the upper half of the result, the
    /// one behind the last in the lower half.
    long entries(DocumentId document) {
        Integer number = numbers.get(document);
        return number == null ? NOWHERE : range(starts[number], starts[number + 1]);
    }

    /// The entry of a passage, deleted or not, in the form of [#entries].
    long entry(Place place) {
        Integer number = numbers.get(place.document());
        if (number == null || place.ordinal() >= starts[number + 1] - starts[number]) {
            return NOWHERE;
        }
        int entry = starts[number] + place.ordinal();
        return range(entry, entry + 1);
    }

    /// Entries from `start` to `end`, exclusive, in one number.
    static long range(int start, int end) {
        return (long) start << Integer.SIZE | end;
    }

    static int start(long range) {
        return (int) (range >>> Integer.SIZE);
    }

    static int end(long range) {
        return (int) range;
    }

    Iterable<DocumentId> documents() {
        return numbers.keySet();
    }
}
