// placeholder
import ServiceLifecycle
