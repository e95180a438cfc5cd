/// What this machine is and which models suit it. [stillroom.ai.device.Device] tells of processor,
/// memory and battery as they are now; a [stillroom.ai.device.Tier] is chosen from what was
/// measured, never from the name of a processor.
package stillroom.ai.device;
