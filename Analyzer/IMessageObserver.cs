namespace PassiveDns.Analyzer;

/// <summary>Is shown the DNS messages of a capture, octet for octet.</summary>
public interface IMessageObserver
{
    /// <summary>A message is complete, or as complete as the capture has it.</summary>
    /// <param name="frameNumber">The frame that completed it, as <see cref="Formats.Records.Sighting.FirstFrame"/> numbers them.</param>
    /// <param name="message">Valid until the call returns; without the length that stands before it in TCP.</param>
    void Observe(long frameNumber, ReadOnlySpan<byte> message);
}
