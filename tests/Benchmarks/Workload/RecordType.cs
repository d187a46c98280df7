namespace PassiveDns.Benchmarks.Workload;

/// <summary>The types the workload holds (IANA registry "Resource Record (RR) TYPEs").</summary>
/// <remarks>Not the product's table: a generator that shared the decoder's code would share its faults.</remarks>
internal enum RecordType : ushort
{
    A = 1,
    NS = 2,
    CNAME = 5,
    SOA = 6,
    PTR = 12,
    MX = 15,
    TXT = 16,
    AAAA = 28,
    SRV = 33,
    OPT = 41,
    DS = 43,
    RRSIG = 46,
    HTTPS = 65,
    CAA = 257,
}
