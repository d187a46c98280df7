using System.Security.Cryptography;

namespace PassiveDns.Benchmarks.Workload;

/// <summary>The verbs <c>generate</c> and <c>selfcheck</c>.</summary>
internal static class GenerateCommand
{
    /// <summary>SHA-256 of the capture of 1,000 pairs and seed 1.</summary>
    /// <remarks>When it changes the workload has changed: older figures no longer compare.</remarks>
    public const string ExpectedDigest = "2a5d524f8b117ed7d60bcef1f490ac495bee60089ce321f04d222cda035133e3";

    public static int Generate(string path, WorkloadOptions options)
    {
        using var output = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 20);
        Console.WriteLine(WorkloadGenerator.Write(options, output));
        return 0;
    }

    /// <summary>Tells whether this machine and runtime generate the octets that all others do.</summary>
    /// <returns>0 if so, else 1.</returns>
    public static int SelfCheck()
    {
        using var hash = SHA256.Create();
        using (var output = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
            Console.WriteLine(WorkloadGenerator.Write(new WorkloadOptions { Pairs = 1_000 }, output));

        var digest = Convert.ToHexStringLower(hash.Hash!);
        var same = digest == ExpectedDigest;
        Console.WriteLine($"sha256 {digest}: {(same ? "as expected" : $"expected {ExpectedDigest}")}");
        return same ? 0 : 1;
    }
}
