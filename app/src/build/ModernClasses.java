import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.StandardCopyOption;
import java.util.jar.JarFile;
import java.util.zip.ZipOutputStream;

/// Writes the classes of a library anew that are of Java 5 or before. Java keeps none of those in
/// its cache of classes (JEP 483) and checks each at every start in a slow way. Their code does the
/// same afterwards; new are the version and the stack maps (JVM specification, 4.7.4) that it asks
/// for. Classes of later versions are left as they are, so a build may do it twice.
///
/// Usage: `java ModernClasses.java LIBRARY.jar`, which is replaced.
void main(String[] arguments) throws IOException {
    var library = Path.of(arguments[0]);
    var modern = library.resolveSibling(library.getFileName() + ".new");
    try (var jar = new JarFile(library.toFile());
            var out = new ZipOutputStream(Files.newOutputStream(modern))) {
        var hierarchy =
                ClassHierarchyResolver.ofResourceParsing(described -> find(described, jar))
                        .orElse(ClassHierarchyResolver.defaultResolver());
        var format =
                ClassFile.of(
                        StackMapsOption.GENERATE_STACK_MAPS,
                        ClassHierarchyResolverOption.of(hierarchy));
        for (var entry : Collections.list(jar.entries())) {
            var bytes = jar.getInputStream(entry).readAllBytes();
            var copy = new ZipEntry(entry.getName());
            copy.setTimeLocal(entry.getTimeLocal());
            out.putNextEntry(copy);
            out.write(entry.getName().endsWith(".class") ? modern(format, bytes) : bytes);
            out.closeEntry();
        }
    }
    // the cache asks for it
    Files.setLastModifiedTime(modern, Files.getLastModifiedTime(library));
    Files.move(modern, library, StandardCopyOption.REPLACE_EXISTING);
}

byte[] modern(ClassFile format, byte[] bytes) {
    var old = format.parse(bytes);
    if (old.majorVersion() >= ClassFile.JAVA_6_VERSION) {
        return bytes;
    }
    ClassTransform version =
            (made, element) ->
                    made.with(
                            element instanceof ClassFileVersion
                                    ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
                                    : element);
    // code that nothing happens to would be copied, without stack maps
    return format.transformClass(
            old, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
}

/// The bytes of another class of the library; null if it has none of that name.
InputStream find(ClassDesc described, JarFile jar) {
    var descriptor = described.descriptorString();
    var entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
        return entry == null ? null : jar.getInputStream(entry);
    } catch (IOException failure) {
        throw new UncheckedIOException(failure);
    }
}
