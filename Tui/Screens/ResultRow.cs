using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Tui.Output;

namespace PassiveDns.Tui.Screens;

/// <summary>One line of a result: one record of an RRset, or a negative answer.</summary>
/// <param name="Set">The RRset or negative answer, shared by the rows of its records.</param>
/// <param name="RDataStart">Where the record's rdata starts, in octets from the start of the rdata-set.</param>
/// <param name="RDataLength">Octets of the rdata.</param>
/// <param name="IsFirst">The first record of its RRset.</param>
public readonly record struct ResultRow(RRset Set, int RDataStart, int RDataLength, bool IsFirst)
{
    public ReadOnlySpan<byte> RData => Set.RDataSet.Slice(RDataStart, RDataLength);

    /// <summary>Where it was seen from; <see cref="Vantage.Unknown"/> where sightings do not agree.</summary>
    public Vantage Vantage
    {
        get
        {
            var sightings = Set.Sightings;
            for (var i = 1; i < sightings.Count; i++)
            {
                if (sightings[i].Vantage != sightings[0].Vantage) return Vantage.Unknown;
            }

            return sightings[0].Vantage;
        }
    }

    /// <summary>Adds a row for each record of an RRset; for a negative answer one.</summary>
    public static void AddRows(RRset set, List<ResultRow> rows)
    {
        if (set.Negative is not null) rows.Add(new ResultRow(set, 0, 0, IsFirst: true));
        var all = set.RDataSet;
        var rest = all;
        var isFirst = true;
        while (RRsetKey.TryReadRData(ref rest, out var rdata))
        {
            rows.Add(new ResultRow(set, all.Length - rest.Length - rdata.Length, rdata.Length, isFirst));
            isFirst = false;
        }
    }

    /// <summary>Wire format, lower case.</summary>
    public byte[] Owner()
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return owner[..Set.ReadOwner(owner)].ToArray();
    }

    /// <summary>The owner in presentation form.</summary>
    public string OwnerText()
    {
        Span<byte> owner = stackalloc byte[DomainName.MaxLength];
        return DomainNameFormat.ToText(owner[..Set.ReadOwner(owner)]);
    }

    public string TypeText() => RDataTypes.Mnemonic(Set.Type);

    /// <summary>The rdata in presentation form; of a negative answer what was said in the place of any.</summary>
    public string RDataText() => Set.Negative is null ? RDataFormat.ToText(Set.Type, RData) : NegativeText.Of(Set);

    /// <summary>The zone's apex in presentation form; empty where it is not verified.</summary>
    public string BailiwickText()
    {
        Span<byte> name = stackalloc byte[DomainName.MaxLength];
        return Set.ReadBailiwick(name) is var length and > 0 ? DomainNameFormat.ToText(name[..length]) : "";
    }
}
