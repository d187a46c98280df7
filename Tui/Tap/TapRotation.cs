using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PassiveDns.Analyzer;
using PassiveDns.Analyzer.Capture;
using PassiveDns.Formats;
using PassiveDns.Formats.Capture;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Tap;

/// <summary>One source of a tap: what passes from one rotation to the next, with its packets where they are kept.</summary>
/// <remarks>
/// While it is open the archive has it in provisional parts, one for each commit. When it ends, the whole takes their place: its SHA-256 is that of the
/// file, or of the pcapng that would have been one.
/// </remarks>
internal sealed class TapRotation : IDisposable
{
    /// <summary><see cref="SourceRecord.Format"/> of a source whose packets were hashed and not kept.</summary>
    public const string HashedFormat = "pcapng, not kept";

    private readonly TapRequest _request;
    private readonly DateTimeOffset _started;
    private readonly string _path;
    private readonly string _format;
    private readonly HashedCapture _capture;
    private readonly List<string> _parts = [];
    private readonly TapDrops _dropsBefore;
    private CapturePart? _soFar;
    private bool _isClosed;

    /// <param name="frames">Frames of the tap before this rotation.</param>
    /// <param name="drops">Of the tap before this rotation.</param>
    /// <exception cref="IOException">The file cannot be made.</exception>
    public TapRotation(
        TapRequest request, IReadOnlyList<PcapngInterfaceDescription> interfaces, DateTimeOffset started, long frames, TapDrops drops)
    {
        (_request, _started, _dropsBefore, FramesBefore) = (request, started, drops, frames);
        var application = $"pdns {ToolVersion.Text}";
        if (request.WriteFolder is { } folder)
        {
            _path = FreePath(folder);
            _capture = HashedCapture.Open(_path, application, interfaces);
            _format = HashedCapture.FileFormat;
        }
        else
        {
            _path = $"tap of {string.Join('+', request.Interfaces)}, {UtcText.Seconds(started.ToUnixTimeMilliseconds())}";
            _capture = HashedCapture.WithoutFile(application, interfaces);
            _format = HashedFormat;
        }
    }

    /// <summary>Frames of the tap before this rotation: here they count from 1 again.</summary>
    public long FramesBefore { get; }

    public long Frames => _capture.Frames;

    /// <summary>SHA-256 of the provisional sources that have been made of it.</summary>
    public IReadOnlyList<string> Parts => _parts;

    /// <inheritdoc cref="HashedCapture.Write"/>
    public void Write(int interfaceNumber, in CaptureFrame frame) => _capture.Write(interfaceNumber, frame);

    /// <summary>The record of what came since the last commit, as long as the rotation is open.</summary>
    public SourceRecord EndPart(CapturePart part, TapDrops drops, DateTimeOffset now)
    {
        _soFar = _soFar is null ? part : _soFar.With(part);
        var identity = Identity(_capture.Written.Sha256);
        _parts.Add(identity);
        return Record(part, new SourcePrefix(_capture.Written.Octets, identity), drops, now) with { Path = $"{_path} (part {_parts.Count}, not closed)" };
    }

    /// <summary>Waits until the file has all frames so far.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Flush() => _capture.Flush();

    /// <summary>The record of all of it; the file is complete.</summary>
    /// <param name="part">What came since the last commit; null where <see cref="EndPart"/> has been told.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public SourceRecord Close(CapturePart? part, TapDrops drops, DateTimeOffset now)
    {
        if (part is not null) _soFar = _soFar is null ? part : _soFar.With(part);
        _isClosed = true;
        return Record(_soFar!, _capture.Close(), drops, now);
    }

    /// <summary>Leaves the file as it is, but for one without frames.</summary>
    public void Dispose()
    {
        _capture.Dispose();
        if (!_isClosed && Frames == 0 && _request.WriteFolder is not null) File.Delete(_path);
    }

    /// <summary>Of a part: never that of a file, be the file as long as the part, so that the whole can take its place.</summary>
    private static string Identity(string sha256) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(sha256 + "\n")));

    private SourceRecord Record(CapturePart part, SourcePrefix octets, TapDrops drops, DateTimeOffset now) => new()
    {
        Sha256 = octets.Sha256,
        Path = _path,
        Octets = octets.Octets,
        Format = _format,
        LinkTypes = part.LinkTypes,
        FirstPacketMilliseconds = part.FirstPacketMilliseconds,
        LastPacketMilliseconds = part.LastPacketMilliseconds,
        IsOneSided = part.IsOneSided,
        Accounting = part.Accounting,
        Damage = drops.Since(_dropsBefore) is { Total: > 0 } lost ? [new FileDamage(octets.Octets, lost.Text)] : [],
        ToolVersion = ToolVersion.Text,
        Options = _request.OptionText,
        StartedMilliseconds = _started.ToUnixTimeMilliseconds(),
        FinishedMilliseconds = now.ToUnixTimeMilliseconds(),
    };

    /// <summary><c>eth0-20261126T090000Z.pcapng.zst</c>, with a number where that is taken.</summary>
    private string FreePath(string folder)
    {
        var interfaces = string.Join('+', _request.Interfaces.Select(FileName));
        var stem = Path.Combine(folder, $"{interfaces}-{_started.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}");
        var path = $"{stem}.pcapng.zst";
        for (var copy = 2; File.Exists(path); copy++) path = string.Create(CultureInfo.InvariantCulture, $"{stem}-{copy}.pcapng.zst");
        return path;
    }

    private static string FileName(string name) => string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-' ? character : '-'));
}

/// <summary>Frames that a tap lost, by who lost them.</summary>
internal readonly record struct TapDrops(long Kernel, long Interface, long Own)
{
    public long Total => Kernel + Interface + Own;

    public string Text => $"{Quantity.Count(Total, "frame")} dropped ({Quantity.Number(Kernel)} by the kernel, {Quantity.Number(Interface)} by the interface, {Quantity.Number(Own)} by pdns)";

    public static TapDrops Of(IEnumerable<TapCounts> counts) =>
        counts.Aggregate(default(TapDrops), (sum, one) => new(sum.Kernel + one.KernelDrops, sum.Interface + one.InterfaceDrops, sum.Own + one.OwnDrops));

    public TapDrops Since(TapDrops before) => new(Kernel - before.Kernel, Interface - before.Interface, Own - before.Own);
}
