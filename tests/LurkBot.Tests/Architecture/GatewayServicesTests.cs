using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Tests.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LurkBot.Tests.Architecture;

/// <summary>Holds that the gateway's container has all that its services ask for.</summary>
public sealed class GatewayServicesTests
{
    [Fact]
    public async Task Services_OfTheGateway_AllResolve()
    {
        using var home = new TemporaryFolder();
        var assistant = new TestAssistant(TimeProvider.System, home.Path);
        var identity = new GatewayIdentity(GatewayToken.FindOrMake(new GatewayOptions(), home.Path), "1.0", "0123456789abcdef", assistant.Services.Configuration);
        var collection = new ServiceCollection().AddLogging().AddAssistant(assistant.Services).AddGatewayHttp(identity, new GatewayPresence([], default)).AddGatewayHealth(assistant.Services, SystemdNotifier.None);
        await using var provider = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Assert.All(collection.Where(service => !service.ServiceType.ContainsGenericParameters), service => Assert.NotEmpty(provider.GetServices(service.ServiceType)));
        Assert.Equal(3, provider.GetServices<IHostedService>().Count());
    }
}
