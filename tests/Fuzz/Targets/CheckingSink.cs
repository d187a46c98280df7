using System.Buffers;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;

namespace PassiveDns.Fuzz.Targets;

/// <summary>Takes observations and checks what must hold for each, whatever the capture held.</summary>
internal sealed class CheckingSink : IRRsetSink
{
    private const int MaxRDataLength = 65_535 + (8 * DomainName.MaxLength);

    private readonly ArrayBufferWriter<byte> _text = new(1 << 16);
    private readonly byte[] _name = new byte[DomainName.MaxLength];
    private readonly char[] _characters = new char[DomainNameFormat.MaxTextLength];
    private readonly byte[] _canonical = new byte[2 * MaxRDataLength];

    /// <summary>Octets of owners and rdata sets since it was last set.</summary>
    public long Octets { get; set; }

    public long Count { get; private set; }

    public void Add(in RRsetObservation observation)
    {
        Count++;
        Octets += observation.Owner.Length + observation.RDataSet.Length;
        CheckOwner(observation.Owner);
        Check.That(observation.IsNegative || !RDataTypes.IsMeta(observation.Type), "a type that is no data was handed on");
        Check.That(observation.TtlMin <= observation.TtlMax && observation.TtlMax <= int.MaxValue, "a TTL out of range");
        Check.That(observation.FrameNumber > 0, "an observation without frame");
        Check.That(Enum.IsDefined(observation.Status) && Enum.IsDefined(observation.Vantage), "a status or vantage that is none");
        if (observation.IsNegative) CheckNegative(observation);
        else CheckSet(observation.Type, observation.RDataSet);
    }

    private void CheckOwner(ReadOnlySpan<byte> owner)
    {
        Check.That(DomainName.TryMeasure(owner, out var length) && length == owner.Length, "an owner that is no name");
        foreach (var octet in owner) Check.That(octet is < (byte)'A' or > (byte)'Z', "an owner with a capital letter");

        Span<byte> text = stackalloc byte[DomainNameFormat.MaxTextLength];
        var written = DomainNameFormat.Write(owner, text);
        for (var i = 0; i < written; i++) _characters[i] = (char)text[i];
        Check.That(
            DomainNameFormat.TryParse(_characters.AsSpan(0, written), _name, out length) && owner.SequenceEqual(_name.AsSpan(0, length)),
            "an owner whose text does not read back");
    }

    private static void CheckNegative(in RRsetObservation observation) =>
        Check.That(NegativeAnswer.TryRead(observation.RDataSet, DomainName.LabelCount(observation.Owner), out _), "a negative answer that is none");

    private void CheckSet(RRType type, ReadOnlySpan<byte> set)
    {
        Check.That(!set.IsEmpty, "an empty rdata set");
        var last = ReadOnlySpan<byte>.Empty;
        for (var isFirst = true; !set.IsEmpty; isFirst = false)
        {
            Check.That(RRsetKey.TryReadRData(ref set, out var rdata), "an rdata set that is cut");
            Check.That(isFirst || RDataOrder.Compare(last, rdata) < 0, "rdata out of order, or twice");
            CheckRData(type, rdata);
            last = rdata;
        }
    }

    private void CheckRData(RRType type, ReadOnlySpan<byte> rdata)
    {
        if (RDataLayout.Fits(RDataTypes.Fields(type), rdata) && !RDataTypes.Fields(type).IsEmpty)
        {
            Check.That(
                RDataCanonical.TryWrite(type, rdata, 0, rdata.Length, _canonical, out var written) && rdata.SequenceEqual(_canonical.AsSpan(0, written)),
                "canonical rdata that has another canonical form");
        }

        CheckText(type, rdata);
        var targets = new RDataTargetReader(type, rdata);
        while (targets.TryRead(out var kind, out var octets))
        {
            var isWhole = kind switch
            {
                RDataTargetKind.Address4 => octets.Length == 4,
                RDataTargetKind.Address6 => octets.Length == 16,
                _ => DomainName.TryMeasure(octets, out var length) && length == octets.Length,
            };
            Check.That(isWhole, "a target that is no address and no name");
        }
    }

    /// <summary>Rdata as text: printable ASCII on one line, and bounded.</summary>
    public void CheckText(RRType type, ReadOnlySpan<byte> rdata)
    {
        _text.ResetWrittenCount();
        RDataFormat.Write(type, rdata, _text);
        Check.That(_text.WrittenCount <= (RDataFormat.MaxExpansion * rdata.Length) + RDataFormat.MaxOpaquePrefix, "rdata whose text is too long");
        Check.That(!_text.WrittenSpan.ContainsAnyExceptInRange((byte)' ', (byte)'~'), "rdata whose text is not printable ASCII");
    }
}
