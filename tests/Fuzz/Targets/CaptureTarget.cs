using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Fuzz.Generation;

namespace PassiveDns.Fuzz.Targets;

/// <summary>Capture files: whatever they hold, they are read as far as they go, or refused with one sentence.</summary>
public abstract class CaptureTarget : FuzzTarget
{
    protected CaptureGenerator Generator { get; } = new();

    /// <summary>Frames that come of one octet at most: a frame has a header, but a run of one octet takes next to nothing in compressed data.</summary>
    private const long MaxFramesPerOctet = 1, MaxFramesPerCompressedOctet = 70_000;

    public override void Run(ReadOnlySpan<byte> input)
    {
        var file = input.ToArray();
        try
        {
            using var capture = CaptureFile.Open(new MemoryStream(file), "fuzz");
            ReadAll(capture, file.Length);
        }
        catch (UnreadableFileException refusal)
        {
            Check.That(refusal.Message.StartsWith("fuzz, octet ", StringComparison.Ordinal), "a refusal without its place");
            Check.That(refusal.Message.All(character => character is >= ' ' and not '\x7F'), "a refusal with control characters");
        }
    }

    private void ReadAll(CaptureFile capture, int length)
    {
        var frames = 0L;
        var room = (capture.Format.Contains(", ", StringComparison.Ordinal) ? MaxFramesPerCompressedOctet : MaxFramesPerOctet) * length;
        while (capture.TryRead(out var frame))
        {
            Check.That(frame.Number == ++frames, "frames out of order");
            Check.That(frame.Octets.Length <= PcapngReader.MaxBlockLength, "a frame longer than any");
            Check.That(frames <= room, "more frames than the file has room for");
        }

        Check.That(!capture.TryRead(out _), "frames behind the end");
        foreach (var damage in capture.Damage)
        {
            Check.That(damage.Offset >= 0 && damage.Reason.Length > 0, "damage without place or reason");
            Check.That(damage.Reason.All(character => character is >= ' ' and not '\x7F'), "damage told with control characters");
        }
    }

    protected IEnumerable<byte[]> Made(ulong seed, int count)
    {
        var random = new FuzzRandom(seed);
        var input = new FuzzBuffer(MaxLength);
        for (var i = 0; i < count; i++)
        {
            input.Clear();
            Generate(random, input);
            yield return input.Span.ToArray();
        }
    }

    protected static IEnumerable<byte[]> Outside(string folder, int maxLength, Func<byte[], bool> isKind) =>
        Corpus.FilesBelow(folder, 4 * maxLength, "captures", "captures-fuzz").Where(isKind).Select(file => file[..Math.Min(file.Length, maxLength)]);
}

/// <summary>Files that are or were pcap.</summary>
public sealed class PcapTarget : CaptureTarget
{
    public override string Name => "pcap";

    public override int MeanAllocation => 16_384;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0xC3, 0xD4], [0x4D, 0x3C, 0xB2, 0xA1], [0x34, 0xCD, 0xB2, 0xA1], [0xA1, 0x2B, 0x3C, 0x4D], [0x1C, 0x00, 0x01, 0xAC],
        [2, 0, 4, 0], [2, 0, 3, 0], [0, 0, 4, 0], [1, 0, 4, 0], "snoop\0\0\0\0\0\0\u0002"u8.ToArray(), [0x0A, 0x0D, 0x0D, 0x0A],
    ];

    public override IEnumerable<byte[]> Seeds() => Made(3, 48).Concat(
        Corpus.ProjectCaptures().Where(file => file[0] is 0xD4 or 0xA1 or 0x4D).Select(file => file[..Math.Min(file.Length, MaxLength)]));

    public override IEnumerable<byte[]> OutsideSeeds(string folder) => Outside(folder, MaxLength, file => file.Length > 3 && file[0] is 0xD4 or 0xA1 or 0x4D or 0x34);

    public override void Generate(FuzzRandom random, FuzzBuffer input) => Generator.WritePcap(random, input);
}

/// <summary>Files that are or were pcapng.</summary>
public sealed class PcapngTarget : CaptureTarget
{
    public override string Name => "pcapng";

    public override int MeanAllocation => 16_384;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0x0A, 0x0D, 0x0D, 0x0A], [0x4D, 0x3C, 0x2B, 0x1A], [0x1A, 0x2B, 0x3C, 0x4D], [6, 0, 0, 0], [3, 0, 0, 0], [2, 0, 0, 0], [1, 0, 0, 0], [5, 0, 0, 0], [10, 0, 0, 0],
        [0xAD, 0x0B, 0, 0], [9, 0, 1, 0], [14, 0, 8, 0], [12, 0, 0, 0], [0, 0, 0, 12], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    public override IEnumerable<byte[]> Seeds() => Made(4, 48).Concat(
        Corpus.ProjectCaptures().Where(file => file[0] == 0x0A).Select(file => file[..Math.Min(file.Length, MaxLength)]));

    public override IEnumerable<byte[]> OutsideSeeds(string folder) => Outside(folder, MaxLength, file => file.Length > 3 && file[0] == 0x0A);

    public override void Generate(FuzzRandom random, FuzzBuffer input) => Generator.WritePcapng(random, input);
}

/// <summary>Captures inside compressed data.</summary>
public sealed class CompressedTarget : CaptureTarget
{
    // One small pcap as xz -9, bzip2 and lz4 leave it.
    private static readonly string[] Samples =
    [
        "/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4AB+AFJdAGow0ch9i/gJm68fzHkIdYpx+0g7hNXskhwsT/I5OjkMRwgrxTJFjm2cduuXze2xwDJlNOb4zLGeVmPCicujbxKBtILmBPDGeuYf0jNi"
        + "al3cAAAAAAC80LAObL9wXwABbn+vn0IbH7bzfQEAAAAABFla",
        "QlpoOTFBWSZTWTEYR1IAADj//vzMIAAABAoAQiAIgCYGQMAEAAAEIAAQAEkABAAgACAAdBqn6UBoBo0Bpmo0GjUjQB6mQAAFbAufEoGUFRs97kEVDK6dSyg9A1wKXymCogpIMEA0IeXG1jPa"
        + "B1FJpEL2+GKxVoV9Uffk8dJqH8XckU4UJAxGEdSA",
        "BCJNGGRAp2IAAACG1MOyoQIABAABADAEAAENADDxU2UHABNXBAAIAgBgCABFAABJEgDyC0ARAADGM2Q1wAACAQA1nEAANQAAAAeEAAABRQDBA3d3dwdleGFtcGxlFQAiwAwbAIABLAAEwAACAQAA"
        + "AAAji02u",
    ];

    public override string Name => "compressed";

    public override int MeanAllocation => 262_144;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0x1F, 0x8B, 0x08, 0x00], [0x1F, 0x8B, 0x08, 0x1C], [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0], [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00],
        [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59], [0x04, 0x22, 0x4D, 0x18], [0xD4, 0xC3, 0xB2, 0xA1], [0x0A, 0x0D, 0x0D, 0x0A], [0x17, 0x72, 0x45, 0x38, 0x50, 0x90],
        [0x02, 0x21, 0x4C, 0x18],
    ];

    public override IEnumerable<byte[]> Seeds() => Made(5, 48).Concat(Samples.Select(Convert.FromBase64String));

    public override IEnumerable<byte[]> OutsideSeeds(string folder) =>
        Outside(folder, MaxLength, file => file.Length > 3 && file[0] is 0x1F or 0x28 or 0xFD or 0x42 or 0x04);

    public override void Generate(FuzzRandom random, FuzzBuffer input) => Generator.WriteCompressed(random, input);
}
