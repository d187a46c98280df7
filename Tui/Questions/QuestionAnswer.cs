using System.Text;
using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Dns.RData;
using PassiveDns.Formats.Records;
using PassiveDns.Indexer;
using PassiveDns.Indexer.Names;

namespace PassiveDns.Tui.Questions;

/// <summary>Answers whole questions, on an archive or on any other source of RRsets.</summary>
public static class QuestionAnswer
{
    /// <summary>What a question finds: of one part after the other, in key order of each lookup, an RRset that several find once.</summary>
    /// <remarks>No set of what was found is kept: whether a part finds an RRset follows from the RRset.</remarks>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    public static IEnumerable<RRset> Find(IRRsetSource source, Question question, CancellationToken stop) => Find(source, question.Parts, stop);

    /// <param name="parts">All with the same filters.</param>
    internal static IEnumerable<RRset> Find(IRRsetSource source, IReadOnlyList<QuestionPart> parts, CancellationToken stop)
    {
        var asked = parts.Select(part => new AskedPart(part)).ToList();
        for (var i = 0; i < asked.Count; i++)
        {
            foreach (var rrset in asked[i].Find(source, stop))
            {
                stop.ThrowIfCancellationRequested();
                if (!IsFound(asked, i, rrset)) yield return rrset;
            }
        }
    }

    /// <summary>One of the first parts finds it.</summary>
    private static bool IsFound(List<AskedPart> asked, int count, RRset rrset)
    {
        for (var i = 0; i < count; i++)
        {
            if (asked[i].Finds(rrset)) return true;
        }

        return false;
    }

    /// <summary>A part, and how it finds RRsets.</summary>
    private sealed class AskedPart(QuestionPart part)
    {
        private readonly NameMatcher? _matcher = part.Names is { } names ? NameMatcher.Create(names) : null;
        private readonly byte[] _words = Folded(Encoding.UTF8.GetBytes(part.Words));

        // What all parts ask for alike is not asked again: of negative answers the bailiwick could not be.
        private readonly RRsetQuery _about = part.Query with { Side = part.IsOneQuery ? part.Query.Side : LookupSide.All, Bailiwick = default };

        public IEnumerable<RRset> Find(IRRsetSource source, CancellationToken stop)
        {
            if (part.IsOneQuery) return source.Find(part.Query);

            // The names index holds the names of RRsets: what was never there is found by looking at everything.
            return _matcher is not null && source is Archive archive && part.Query.Kinds == AnswerKinds.RRsets
                ? LookUp(archive, stop)
                : source.Find(part.Query with { Side = LookupSide.All }).Where(rrset => { stop.ThrowIfCancellationRequested(); return IsMatch(rrset); });
        }

        public bool Finds(RRset rrset) => _about.IsAbout(rrset) && (part.IsOneQuery || IsMatch(rrset));

        private bool IsMatch(RRset rrset)
        {
            if (_matcher is null) return HoldsWords(rrset);
            return part.IsByOwner ? IsOwnerMatch(rrset) : FirstTarget(rrset) is not null;
        }

        private IEnumerable<RRset> LookUp(Archive archive, CancellationToken stop)
        {
            foreach (var match in NameSearch.Find(archive, part.Names!, stop))
            {
                if (part.IsByOwner ? !match.AsOwner : !match.AsRData) continue;
                foreach (var rrset in archive.Find(part.Query with { Name = match.Name }))
                {
                    // One that points to several of the names comes with the first of them.
                    if (part.IsByOwner || FirstTarget(rrset).AsSpan().SequenceEqual(match.Name.Span)) yield return rrset;
                }
            }
        }

        private bool IsOwnerMatch(RRset rrset)
        {
            Span<byte> owner = stackalloc byte[DomainName.MaxLength];
            return _matcher!.Matches(owner[..rrset.ReadOwner(owner)]);
        }

        /// <summary>Of the names that an RRset points to and that match, the first in key order; null without any.</summary>
        private byte[]? FirstTarget(RRset rrset)
        {
            byte[]? first = null;
            Span<byte> key = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
            Span<byte> firstKey = stackalloc byte[RRsetKey.MaxOwnerKeyLength];
            var firstLength = 0;
            var set = rrset.RDataSet;
            while (RRsetKey.TryReadRData(ref set, out var rdata))
            {
                var targets = new RDataTargetReader(rrset.Type, rdata);
                while (targets.TryRead(out var kind, out var octets))
                {
                    if (kind != RDataTargetKind.Name || !_matcher!.Matches(octets)) continue;
                    var length = RRsetKey.WriteOwner(octets, key);
                    if (first is not null && key[..length].SequenceCompareTo(firstKey[..firstLength]) >= 0) continue;
                    first = octets.ToArray();
                    key[..length].CopyTo(firstKey);
                    firstLength = length;
                }
            }

            return first;
        }

        /// <summary>The strings of a record are one text: where they are parted says nothing (RFC 7208 section 3.3).</summary>
        private bool HoldsWords(RRset rrset)
        {
            var set = rrset.RDataSet;
            while (RRsetKey.TryReadRData(ref set, out var rdata))
            {
                if (Folded(TextOf(rdata)).AsSpan().IndexOf(_words) >= 0) return true;
            }

            return false;
        }

        private static byte[] TextOf(ReadOnlySpan<byte> rdata)
        {
            var text = new byte[rdata.Length];
            var length = 0;
            while (!rdata.IsEmpty)
            {
                var octets = rdata.Slice(1, Math.Min(rdata[0], rdata.Length - 1));
                octets.CopyTo(text.AsSpan(length));
                length += octets.Length;
                rdata = rdata[(1 + octets.Length)..];
            }

            return text[..length];
        }

        /// <summary>A-Z as a-z.</summary>
        private static byte[] Folded(byte[] text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] is >= (byte)'A' and <= (byte)'Z') text[i] |= 0x20;
            }

            return text;
        }
    }
}
