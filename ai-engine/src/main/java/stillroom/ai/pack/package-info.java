/// Model packs: what a model is before it runs. A pack is a folder with a manifest, the weights as
/// safetensors and a tokenizer. It is made of a published model by [stillroom.ai.pack.PackBuilder],
/// which reads the weights out of an ONNX export and rounds them to 8 bits, and it is believed only
/// after [stillroom.ai.pack.ModelPack#verify] has compared every byte with the manifest.
///
/// The readers treat files as hostile: sizes and offsets are checked against the file before they
/// are used, so that a damaged file costs one clear error and no memory. Nothing here knows of
/// PyTorch.
package stillroom.ai.pack;
