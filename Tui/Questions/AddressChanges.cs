using PassiveDns.Formats.Dns;
using PassiveDns.Formats.Records;

namespace PassiveDns.Tui.Questions;

/// <summary>How the addresses of a name changed: what tells a name that moves all the time from one that stands still.</summary>
/// <param name="Sets">Different A and AAAA RRsets.</param>
/// <param name="Addresses">Different addresses in them.</param>
/// <param name="MedianLife">From first to last seen, of the set in the middle when they are ordered by that; nothing without sets.</param>
public sealed record AddressChanges(int Sets, int Addresses, TimeSpan MedianLife)
{
    /// <param name="rrsets">Each owner, type and rdata once.</param>
    public static AddressChanges Of(IEnumerable<RRset> rrsets)
    {
        var lives = new List<long>();
        var addresses = new HashSet<IpAddress>();
        foreach (var rrset in rrsets.Where(rrset => rrset.Type is RRType.A or RRType.AAAA))
        {
            lives.Add(rrset.Window.LastMilliseconds - rrset.Window.FirstMilliseconds);
            var set = rrset.RDataSet;
            while (RRsetKey.TryReadRData(ref set, out var address))
            {
                if (address.Length == (rrset.Type == RRType.A ? 4 : 16)) addresses.Add(IpAddress.From(address));
            }
        }

        lives.Sort();
        var median = lives.Count == 0 ? 0 : lives[(lives.Count - 1) / 2];
        return new AddressChanges(lives.Count, addresses.Count, TimeSpan.FromMilliseconds((double)median));
    }
}
