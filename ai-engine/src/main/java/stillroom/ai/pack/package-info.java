/// Model packs: what a model is before it runs. A pack is a folder with a manifest, the weights as
/// safetensors and a tokenizer. It is made of a published checkpoint:
/// [stillroom.ai.pack.PublishedModel] reads what a folder of Hugging Face or an ONNX export says
/// and refuses what cannot be run faithfully, and [stillroom.ai.pack.PackBuilder] gives the weights
/// the names of the pack and rounds them. A pack is believed only after
/// [stillroom.ai.pack.ModelPack#verify] has compared every byte with the manifest.
///
/// The readers treat files as hostile: sizes and offsets are checked against the file before they
/// are used, so that a damaged file costs one clear error and no memory. Nothing here knows of
/// PyTorch.
package stillroom.ai.pack;
