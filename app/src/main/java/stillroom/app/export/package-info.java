/// Takes what people made in a library out of it, in formats that any program reads.
package stillroom.app.export;
