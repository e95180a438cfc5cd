package stillroom.index;

/// A text outside the library that teaches a label. The text itself is not kept.
public final class Example {

    private final String label;
    private final String hash;
    private final String pack;
    private final float[] vector;

    /// @param hash SHA-256 of the text, in hexadecimal; a text taught twice is one example
    /// @param pack the model pack that made the vector; another one cannot use it
    /// @param vector of the text as a whole, as the classifier made it; not copied
    public Example(String label, String hash, String pack, float[] vector) {
        this.label = label;
        this.hash = hash;
        this.pack = pack;
        this.vector = vector;
    }

    public String label() {
        return label;
    }

    public String hash() {
        return hash;
    }

    public String pack() {
        return pack;
    }

    /// Not copied: to be read only.
    public float[] vector() {
        return vector;
    }
}
