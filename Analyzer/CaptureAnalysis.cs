using System.Diagnostics;
using PassiveDns.Analyzer.Evidence;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Formats.State;

namespace PassiveDns.Analyzer;

/// <summary>Analyses one capture: frames in, RRset observations out, and an account in which every frame stands once.</summary>
/// <remarks>Bounded in memory whatever the capture holds, free of allocation per frame once its buffers have grown, not thread-safe.</remarks>
public sealed class CaptureAnalysis
{
    private const int FramesBetweenPauses = 4_096;

    private readonly AnalysisOptions _options;
    private readonly PacketAnalysis _packets;
    private readonly List<LinkType> _linkTypes = [];
    private long _firstNanoseconds = long.MaxValue;
    private long _lastNanoseconds = long.MinValue;

    /// <param name="sink">Told of every observation, during <see cref="Add"/> and <see cref="Finish"/>.</param>
    /// <param name="observer">Shown every DNS message as it was sent, also those that are not archived; null for nobody.</param>
    public CaptureAnalysis(IRRsetSink sink, AnalysisOptions options, IMessageObserver? observer = null)
        : this(sink, options, observer, new Accounting())
    {
    }

    /// <param name="trail">Remembers which frames a message came in; null for an ordinary analysis.</param>
    internal CaptureAnalysis(IRRsetSink sink, AnalysisOptions options, IMessageObserver? observer, FrameTrail? trail)
        : this(sink, options, observer, new Accounting(), trail)
    {
    }

    private CaptureAnalysis(
        IRRsetSink sink, AnalysisOptions options, IMessageObserver? observer, Accounting accounting, FrameTrail? trail = null)
    {
        _options = options;
        Accounting = accounting;
        _packets = new PacketAnalysis(sink, options, accounting, observer, trail);
    }

    public Accounting Accounting { get; }

    /// <summary>Link types met, ascending, each once.</summary>
    public IReadOnlyList<LinkType> LinkTypes => _linkTypes;

    /// <summary>Time of the earliest frame, milliseconds since the epoch, rounded down; null before the first frame.</summary>
    public long? FirstPacketMilliseconds => Accounting.FramesRead == 0 ? null : FloorDivision.Quotient(_firstNanoseconds, 1_000_000);

    /// <summary>Time of the latest frame, milliseconds since the epoch, rounded down; null before the first frame.</summary>
    public long? LastPacketMilliseconds => Accounting.FramesRead == 0 ? null : FloorDivision.Quotient(_lastNanoseconds, 1_000_000);

    /// <summary>Responses were seen and no query at all.</summary>
    public bool IsOneSided => _packets.IsOneSided;

    /// <summary>Carries on an analysis that was saved: with the frames that follow it comes to what that one would have.</summary>
    /// <param name="options">As those of the analysis that was saved.</param>
    /// <exception cref="UnusableStateException">The state is damaged, or of an analysis with other options.</exception>
    public static CaptureAnalysis Load(StateReader state, IRRsetSink sink, AnalysisOptions options, IMessageObserver? observer = null)
    {
        options.CheckSaved(state);
        var analysis = new CaptureAnalysis(sink, options, observer, Accounting.Load(state))
        {
            _firstNanoseconds = state.ReadNumber(long.MinValue, long.MaxValue),
            _lastNanoseconds = state.ReadNumber(long.MinValue, long.MaxValue),
        };
        for (var count = state.ReadInt32(0, ushort.MaxValue + 1); count > 0; count--)
            analysis.NoteLinkType((LinkType)state.ReadNumber(0, ushort.MaxValue));
        analysis._packets.Load(state);
        return analysis;
    }

    /// <summary>Saves all that later frames depend on. Between two frames, before <see cref="Finish"/>; the analysis goes on unchanged.</summary>
    public void Save(StateWriter state)
    {
        _options.Save(state);
        Accounting.Save(state);
        state.WriteNumber(_firstNanoseconds);
        state.WriteNumber(_lastNanoseconds);
        state.WriteNumber(_linkTypes.Count);
        foreach (var linkType in _linkTypes) state.WriteNumber((long)linkType);
        _packets.Save(state);
    }

    /// <summary>Analyses all frames of a capture, and finishes.</summary>
    /// <param name="pause">Called now and then between two frames: the place for <see cref="Save"/>.</param>
    /// <exception cref="OperationCanceledException">The token asked for it; the account is then not balanced.</exception>
    public void Run(IFrameReader reader, CancellationToken cancellation, Action? pause = null)
    {
        while (reader.TryRead(out var frame))
        {
            if (Accounting.FramesRead % FramesBetweenPauses == 0) cancellation.ThrowIfCancellationRequested();
            Add(frame);
            if (pause is not null && Accounting.FramesRead % FramesBetweenPauses == 0) pause();
        }

        Finish();
    }

    /// <summary>Analyses the next frame.</summary>
    public void Add(in CaptureFrame frame)
    {
        _firstNanoseconds = Math.Min(_firstNanoseconds, frame.TimeNanoseconds);
        _lastNanoseconds = Math.Max(_lastNanoseconds, frame.TimeNanoseconds);
        if (_linkTypes.Count == 0 || _linkTypes[^1] != frame.LinkType) NoteLinkType(frame.LinkType);

        Accounting.FramesRead++;
        Accounting.Add(_packets.Analyse(frame));
    }

    /// <summary>The capture is over: hands on what unfinished streams still hold, and closes the account.</summary>
    public void Finish()
    {
        _packets.Finish();
        Debug.Assert(Accounting.IsBalanced);
    }

    /// <summary>Ends a part of a capture that has no end: a source of its own. What is unfinished goes on in the next part, which begins here.</summary>
    public CapturePart EndPart()
    {
        var part = new CapturePart
        {
            FirstPacketMilliseconds = FirstPacketMilliseconds,
            LastPacketMilliseconds = LastPacketMilliseconds,
            LinkTypes = [.. _linkTypes],
            IsOneSided = IsOneSided,
            Accounting = Accounting.Cut(),
        };
        (_firstNanoseconds, _lastNanoseconds) = (long.MaxValue, long.MinValue);
        _linkTypes.Clear();
        return part;
    }

    private void NoteLinkType(LinkType linkType)
    {
        var index = _linkTypes.BinarySearch(linkType);
        if (index < 0) _linkTypes.Insert(~index, linkType);
    }
}
