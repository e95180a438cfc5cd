package stillroom.ai.pack;

/// How one element of a tensor is stored. Names are those of the safetensors format; what is not
/// here, a model pack cannot hold.
public enum ElementType {
    F32(4),
    F16(2),
    BF16(2),
    I8(1),
    I32(4),
    I64(8);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /// Size of one element.
    public int bytes() {
        return bytes;
    }
}
