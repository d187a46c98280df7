using System.Buffers.Binary;
using PassiveDns.Analyzer;
using PassiveDns.Formats.Capture;
using PassiveDns.Fuzz.Generation;

namespace PassiveDns.Fuzz.Targets;

/// <summary>The way from link layer to RRsets: an input is a short capture.</summary>
/// <remarks>
/// <code>
/// input = *frame
/// frame = link-type cadence cut length *octet   ; 2, 1, 1 and 2 octets, big-endian; the last frame may be shorter than it says
/// </code>
/// The analysis is finished after each input, which must leave nothing behind, and made anew by <see cref="StartOver"/>.
/// </remarks>
public sealed class PacketTarget : FuzzTarget
{
    private readonly PacketGenerator _generator = new();
    private readonly CheckingSink _sink = new();
    private CaptureAnalysis _analysis;
    private long _frames;
    private long _time = 1_700_000_000_000_000_000;

    public PacketTarget() => _analysis = NewAnalysis();

    public override string Name => "packets";

    public override int MeanAllocation => 24_576; // an analysis for every 64 inputs, and what connections and datagrams are kept in

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0x08, 0x00, 0x45], [0x86, 0xDD, 0x60], [0x81, 0x00, 0x00, 0x01], [0x88, 0x47], [0x88, 0x64, 0x11, 0x00], [0x65, 0x58], [0x88, 0xBE],
        [0x12, 0xB5, 0x12, 0xB5], [0x17, 0xC1], [0x08, 0x68, 0x30, 0xFF], [0x0D, 0xD8], [0x06, 0xA5], [0x00, 0x35], [0xC0, 0x0C], [0x20, 0x00, 0x40, 0x11],
        [0x40, 0x06], [0x40, 0x2F], [0x40, 0x29], [0x40, 0x04], [0x2C, 0x00], [0xAA, 0xAA, 0x03, 0x00, 0x00, 0x00],
    ];

    public override IEnumerable<byte[]> Seeds()
    {
        var random = new FuzzRandom(1);
        var input = new FuzzBuffer(MaxLength);
        for (var i = 0; i < 64; i++)
        {
            input.Clear();
            Generate(random, input);
            yield return input.Span.ToArray();
        }

        foreach (var file in Corpus.ProjectCaptures())
        {
            foreach (var input2 in InputsOf(file, most: 6)) yield return input2;
        }
    }

    public override IEnumerable<byte[]> OutsideSeeds(string folder) =>
        Corpus.FilesBelow(folder, MaxCaptureLength, "captures", "captures-fuzz").SelectMany(file => InputsOf(file, most: 2));

    private const int MaxCaptureLength = 65_536;

    public override void Generate(FuzzRandom random, FuzzBuffer input) => _generator.Write(random, input);

    public override void StartOver()
    {
        _analysis = NewAnalysis();
        _frames = 0;
    }

    public override void Run(ReadOnlySpan<byte> input)
    {
        _sink.Octets = 0;
        var before = _analysis.Accounting.FramesRead;
        var length = input.Length;
        while (input.Length >= PacketGenerator.FrameHeaderLength) Add(ref input);
        _analysis.Finish();
        Check.That(_analysis.Accounting.IsBalanced, "the account does not balance");
        Check.That(_analysis.Accounting.FramesRead >= before, "frames are gone");
        Check.That(_sink.Octets <= 1_024 + (64L * length), "more than 64 octets come of one");
    }

    private CaptureAnalysis NewAnalysis() => new(_sink, new AnalysisOptions { FragmentMemory = 64 << 10, StreamMemory = 64 << 10 });

    private void Add(ref ReadOnlySpan<byte> input)
    {
        var (linkType, cadence, cut) = (BinaryPrimitives.ReadUInt16BigEndian(input), input[2], input[3]);
        var length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(input[4..]), input.Length - PacketGenerator.FrameHeaderLength);
        // Milliseconds by the square of the octet: up to a minute, past the lifetime of all state, and now and then backwards.
        _time += (cadence >= 250 ? -1L : 1L) * cadence * cadence * 1_000_000;
        _analysis.Add(new CaptureFrame
        {
            Number = ++_frames,
            TimeNanoseconds = _time,
            LinkType = (LinkType)linkType,
            OriginalLength = (uint)(length + (cut * 16)),
            Octets = input.Slice(PacketGenerator.FrameHeaderLength, length),
        });
        input = input[(PacketGenerator.FrameHeaderLength + length)..];
    }

    /// <summary>Frames of a capture file as inputs of a few frames each.</summary>
    private static IEnumerable<byte[]> InputsOf(byte[] file, int most)
    {
        var inputs = new List<byte[]>();
        var input = new FuzzBuffer(2_048);
        try
        {
            using var capture = CaptureFile.Open(new MemoryStream(file), "corpus");
            while (inputs.Count < most && capture.TryRead(out var frame))
            {
                if (frame.Octets.Length + PacketGenerator.FrameHeaderLength > input.Room)
                {
                    if (input.Length > 0) inputs.Add(input.Span.ToArray());
                    input.Clear();
                }

                input.Add16((int)frame.LinkType);
                input.Add(1);
                input.Add(frame.IsCut ? (byte)1 : (byte)0);
                input.Add16(Math.Min(frame.Octets.Length, input.Room));
                input.Add(frame.Octets);
            }
        }
        catch (Formats.UnreadableFileException)
        {
        }

        if (input.Length > 0) inputs.Add(input.Span.ToArray());
        return inputs;
    }
}
