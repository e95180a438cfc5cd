package stillroom.index.text;

/// A page as it looks.
public final class Drawing {

    private final int width;
    private final int height;
    private final byte[] rgb;

    /// @param rgb three bytes for each pixel, row by row from the top; not to be changed
    public Drawing(int width, int height, byte[] rgb) {
        if (rgb.length != 3 * width * height) {
            throw new IllegalArgumentException("a drawing has three bytes for each pixel");
        }
        this.width = width;
        this.height = height;
        this.rgb = rgb;
    }

    /// In pixels.
    public int width() {
        return width;
    }

    /// In pixels.
    public int height() {
        return height;
    }

    /// Three bytes for each pixel, row by row from the top; not to be changed.
    public byte[] rgb() {
        return rgb;
    }
}
