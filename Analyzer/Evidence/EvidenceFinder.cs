using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;

namespace PassiveDns.Analyzer.Evidence;

/// <summary>What is looked for in a capture that is read again.</summary>
[Flags]
public enum EvidenceParts
{
    None = 0,

    /// <summary>The messages of the first frame of each sighting.</summary>
    Messages = 1,

    /// <summary>The frames that completed a response with the RRset, all of them.</summary>
    Frames = 2,

    /// <summary>Every frame that a response or its query came in.</summary>
    Packets = 4,
}

/// <summary>Finds again, in a capture, what proves sightings: the analysis is done once more, as when it was ingested.</summary>
public sealed class EvidenceFinder : IMessageObserver, IRRsetSink
{
    /// <summary>Conflicts of a sighting that are told, at most.</summary>
    public const int MaxConflicts = 16;

    private readonly Dictionary<byte[], List<Proof>> _proofs = new(OctetsComparer.Instance);
    private readonly Dictionary<byte[], List<Proof>>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly Dictionary<long, List<byte[]>> _messages = [];
    private readonly HashSet<long> _packets = [];
    private readonly EvidenceParts _parts;
    private readonly AnswerTrail? _answers; // where conflicting answers are looked for
    private readonly FrameTrail? _trail;
    private byte[] _key = new byte[1_024];

    private EvidenceFinder(IReadOnlyCollection<(RRset Set, Sighting Sighting)> wanted, EvidenceParts parts)
    {
        _parts = parts;
        _bySpan = _proofs.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (parts.HasFlag(EvidenceParts.Frames) && wanted.Any(one => one.Sighting.Status == SightingStatus.Conflicting)) _answers = new AnswerTrail();
        if (parts.HasFlag(EvidenceParts.Packets) || _answers is not null) _trail = new FrameTrail(_answers);
        foreach (var (set, sighting) in wanted)
        {
            if (parts.HasFlag(EvidenceParts.Messages)) _messages.TryAdd(sighting.FirstFrame, []);
            var key = KeyOf(set);
            if (!_proofs.TryGetValue(key, out var proofs)) _proofs.Add(key, proofs = []);
            proofs.Add(new Proof(sighting, [], []));
        }
    }

    /// <summary>Looks for the proof of sightings, all of one source.</summary>
    /// <param name="reader">The capture that they are of, from its first frame. It is read as far as needed.</param>
    /// <param name="options">As when the capture was ingested.</param>
    /// <exception cref="OperationCanceledException"/>
    public static EvidenceFinder Find(
        IFrameReader reader,
        IReadOnlyCollection<(RRset Set, Sighting Sighting)> wanted,
        EvidenceParts parts,
        AnalysisOptions options,
        CancellationToken cancellation)
    {
        var finder = new EvidenceFinder(wanted, parts);
        var analysis = new CaptureAnalysis(finder, options, finder, finder._trail);
        if (parts == EvidenceParts.Messages) finder.ReadUpTo(finder._messages.Keys.DefaultIfEmpty().Max(), analysis, reader, cancellation);
        else analysis.Run(reader, cancellation);
        return finder;
    }

    /// <summary>The messages that a frame completed, in their order, for the first frame of a sighting that was looked for.</summary>
    public IReadOnlyList<byte[]> MessagesOf(long frame) => _messages.GetValueOrDefault(frame) ?? [];

    /// <summary>
    /// The frames that completed a response with the RRset of a sighting, ascending as they were met; a frame that completed two stands there
    /// twice, so that there are as many as the sighting counts.
    /// </summary>
    public IReadOnlyList<long> FramesOf(RRset set, in Sighting sighting) => ProofOf(set, sighting).Frames ?? [];

    /// <summary>
    /// For each frame of a conflicting sighting, up to <see cref="MaxConflicts"/> of them, the answers to its query, the one that it completed last; where there
    /// were more than can be remembered, those between are left out.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Answer>> ConflictsOf(RRset set, in Sighting sighting) => ProofOf(set, sighting).Conflicts ?? [];

    /// <summary>
    /// The frames in which the responses and the queries they answer came, ascending, each once: with all fragments and, over TCP, all segments of
    /// the connection from its beginning or from a query on that was sent when nothing was on its way, so that they can be read by themselves.
    /// </summary>
    public IReadOnlyList<long> Packets() => [.. _packets.Order()];

    void IMessageObserver.Observe(in ObservedMessage message)
    {
        _answers?.Begin(message);
        if (_messages.TryGetValue(message.FrameNumber, out var messages)) messages.Add(message.Octets.ToArray());
    }

    void IRRsetSink.Add(in RRsetObservation observation)
    {
        if ((_parts & ~EvidenceParts.Messages) == 0 || !_bySpan.TryGetValue(KeyOf(observation), out var proofs)) return;
        foreach (var proof in proofs)
        {
            if (!IsOf(observation, proof.Sighting)) continue;
            proof.Frames.Add(observation.FrameNumber);
            if (_parts.HasFlag(EvidenceParts.Packets)) _trail!.TakeInto(_packets);
            if (observation.Status == SightingStatus.Conflicting && proof.Conflicts.Count < MaxConflicts && _answers is not null) proof.Conflicts.Add(_answers.TakeEvidence());
        }
    }

    private void ReadUpTo(long last, CaptureAnalysis analysis, IFrameReader reader, CancellationToken cancellation)
    {
        while (analysis.Accounting.FramesRead < last && reader.TryRead(out var frame))
        {
            cancellation.ThrowIfCancellationRequested();
            analysis.Add(frame);
        }

        // What unfinished streams still held at the end of the capture was handed on there, under an earlier frame.
        if (_messages.Values.Any(messages => messages.Count == 0)) analysis.Run(reader, cancellation);
    }

    /// <summary>
    /// The observation is part of the sighting. What an archive puts into quarantine was matched when it was seen; a sighting without a server, of an
    /// archive of format 1, is that of all of them.
    /// </summary>
    private static bool IsOf(in RRsetObservation observation, in Sighting sighting)
    {
        var status = sighting.Status == SightingStatus.Quarantined ? SightingStatus.Matched : sighting.Status;
        return observation.Status == status && observation.Vantage == sighting.Vantage
            && (sighting.Server.IsNone || (observation.Server == sighting.Server && observation.IsForeign == sighting.IsForeign));
    }

    private static byte[] KeyOf(RRset set)
    {
        var key = set.Key.ToArray();
        RRsetKey.WriteTypeAndBailiwick(set.Type, set.Negative is null ? RRsetKey.NoBailiwick : RRsetKey.NegativeMark, key.AsSpan(set.OwnerKey.Length));
        return key;
    }

    /// <summary>As an archive makes it, without bailiwick.</summary>
    private ReadOnlySpan<byte> KeyOf(in RRsetObservation observation)
    {
        var most = RRsetKey.MaxOwnerKeyLength + RRsetKey.TypeAndBailiwickLength + observation.RDataSet.Length;
        if (_key.Length < most) _key = new byte[2 * most];
        var length = RRsetKey.WriteOwner(observation.Owner, _key);
        RRsetKey.WriteTypeAndBailiwick(observation.Type, observation.Bailiwick, _key.AsSpan(length));
        length += RRsetKey.TypeAndBailiwickLength;
        observation.RDataSet.CopyTo(_key.AsSpan(length));
        return _key.AsSpan(0, length + observation.RDataSet.Length);
    }

    private Proof ProofOf(RRset set, Sighting sighting) => _proofs.GetValueOrDefault(KeyOf(set))?.Find(proof => proof.Sighting == sighting) ?? default;

    private readonly record struct Proof(Sighting Sighting, List<long> Frames, List<IReadOnlyList<Answer>> Conflicts);
}
