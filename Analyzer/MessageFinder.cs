using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer;

/// <summary>
/// Finds again, in a capture, the DNS messages that frames of it completed: fragments and segments put together as when it was ingested.
/// </summary>
public static class MessageFinder
{
    /// <param name="frames">Numbers of the frames.</param>
    /// <param name="options">As when the capture was ingested.</param>
    /// <returns>The messages of each frame in their order; a frame that completed none has none.</returns>
    /// <exception cref="OperationCanceledException"/>
    public static ILookup<long, byte[]> Find(
        IFrameReader reader, IReadOnlySet<long> frames, AnalysisOptions options, CancellationToken cancellation)
    {
        var collector = new Collector(frames);
        var analysis = new CaptureAnalysis(collector, options, collector);
        var last = frames.Count == 0 ? 0 : frames.Max();
        while (analysis.Accounting.FramesRead < last && reader.TryRead(out var frame))
        {
            cancellation.ThrowIfCancellationRequested();
            analysis.Add(frame);
        }

        return collector.Messages.ToLookup(message => message.Frame, message => message.Octets);
    }

    private sealed class Collector(IReadOnlySet<long> frames) : IMessageObserver, IRRsetSink
    {
        public List<(long Frame, byte[] Octets)> Messages { get; } = [];

        public void Observe(long frameNumber, ReadOnlySpan<byte> message)
        {
            if (frames.Contains(frameNumber)) Messages.Add((frameNumber, message.ToArray()));
        }

        public void Add(in RRsetObservation observation)
        {
        }
    }
}
